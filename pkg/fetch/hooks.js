import { ClassifiedCall, forbiddenFailure } from "./explain.js";

/**
 * Calls the hooks that come before a call is sent. An exception stops the call; a promise is awaited. `refuse` gets the failure of a call that
 * the options forbid.
 */
export function admit(classified, { onClassified, preflights }, refuse) {
  if (onClassified === undefined && preflights !== "forbid") return undefined;
  const { classification, call } = classified;
  const check = () => {
    if (preflights === "forbid" && classification.outcome === "preflight") refuse(forbiddenFailure(classified, classification.reasons));
  };
  const result = onClassified?.(classification, call);
  return typeof result?.then === "function" ? Promise.resolve(result).then(check) : check();
}

/** Calls the hooks of an observed call, and returns the failure of a call that the options forbid. */
export async function admitted(calls, settings) {
  let failure;
  await admit(new ClassifiedCall(calls, settings.profile), settings, (refused) => {
    failure = refused;
  });
  return failure;
}
