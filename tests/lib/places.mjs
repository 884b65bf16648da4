// The placeholders of the case files, such as `{page}`.

/** The page's origin in the tables, and two others. */
export const PLACES = { page: "https://app.example", other: "https://api.example", third: "https://cdn.example" };

/** Parses a case file with the placeholders replaced. */
export const filled = (text, places = PLACES) => JSON.parse(text.replace(/\{(page|other|third)\}/g, (_, place) => places[place]));
