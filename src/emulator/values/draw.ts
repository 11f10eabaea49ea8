/** A whole number from 0 up to, and without, `bound`: always the same for the same seed and place. */
export type Draw = (place: string, bound: number) => number;

/** Draws by a hash of seed and place (FNV-1a with a final mix), so that what stands in one place does not depend on what was made before it. */
export function createDraw(seed: string): Draw {
  return (place, bound) => {
    let hash = 0x811c9dc5;
    const text = `${seed}\n${place}`;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) % Math.max(1, bound);
  };
}
