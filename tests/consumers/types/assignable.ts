// The package's types are assignable to the contract's, which callers and acceptance checks were written against.

import type * as engine from "cors-preflight";
import type * as fetching from "cors-preflight/fetch";
import type * as contract from "./contract.js";

type Contract = typeof import("./contract.js");
/** Fails to compile where `Given` is not assignable to `Asked`. */
type Assignable<Given extends Asked, Asked> = Given;

export type Module = Assignable<typeof import("cors-preflight"), Omit<Contract, "corsFetch">>;

export type FetchModule = Assignable<typeof import("cors-preflight/fetch"), Pick<Contract, "corsFetch">>;

/** Types that callers get from the package. */
export type Results = [
  Assignable<engine.Classification, contract.Classification>,
  Assignable<engine.PreflightVerdict, contract.PreflightVerdict>,
  Assignable<engine.ResponseVerdict, contract.ResponseVerdict>,
  Assignable<engine.Step, contract.Step>,
  Assignable<engine.Reason, contract.Reason>,
  Assignable<engine.HttpRequest, contract.HttpRequest>,
  Assignable<engine.PreflightCache, contract.PreflightCache>,
  Assignable<engine.Exchange, contract.Exchange>,
  Assignable<fetching.CorsError, contract.CorsError>,
];

/** Types that callers pass in. */
export type Arguments = [
  Assignable<contract.Call, engine.Call>,
  Assignable<contract.HttpResponse, engine.HttpResponse>,
  Assignable<contract.BodyKind, engine.BodyKind>,
  Assignable<contract.Profile, engine.Profile>,
  Assignable<contract.CorsFetchOptions, fetching.CorsFetchOptions>,
];
