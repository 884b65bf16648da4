export const bytes: () => Uint8Array;
