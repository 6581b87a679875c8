// RFC 7396: what an entry changes in the meeting.

/**
 * The value after a merge patch: null takes a key away, an object is merged, everything else replaces what was there.
 * What the patch does not touch stays the same object, so that a view can see that it need not be drawn again.
 */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
