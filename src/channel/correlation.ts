import type { MessageLocation } from '../asyncapi/channel.ts';
import type { MessageScope } from '../expression/scope.ts';
import { isScalar, scalarText } from '../openapi/serialize/scalar-text.ts';
import { valueAt } from '../text/pointer.ts';

/**
 * Whether a message carries a value at one of the places where its correlation id may stand (clause E8). Values are compared as texts,
 * because headers may carry nothing else; what is neither text, number nor boolean matches nothing.
 */
export function carries(
  message: MessageScope,
  locations: readonly MessageLocation[],
  wanted: unknown,
): boolean {
  if (!isScalar(wanted)) return false;
  const text = scalarText(wanted, 'correlationId');
  return locations.some((location) => {
    const found = valueIn(message, location);
    return isScalar(found) && String(found) === text;
  });
}

/** Names of headers match in any case (clause K5). */
function valueIn({ header, payload }: MessageScope, { in: where, path }: MessageLocation): unknown {
  if (where === 'payload') return valueAt(payload, path);
  const [name = '', ...rest] = path;
  return valueAt(header, [name.toLowerCase(), ...rest]);
}
