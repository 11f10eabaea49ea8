import { parsePointer } from '../text/pointer.ts';
import type { MessageLocation } from './channel.ts';

/** Reads a runtime expression of AsyncAPI: `$message.header#/requestId`, `$message.payload#/order/id`. Undefined for any other text. */
export function parseMessageLocation(text: string): MessageLocation | undefined {
  const [, where, pointer] = /^\$message\.(header|payload)#(.*)$/s.exec(text) ?? [];
  const path = pointer === undefined ? undefined : parsePointer(pointer);
  if (path === undefined || (where === 'header' && path.length === 0)) return undefined;
  return { in: where === 'header' ? 'header' : 'payload', path };
}
