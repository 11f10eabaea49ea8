import type { FilterFunction } from 'json-p3';
import { FunctionExpressionType } from 'json-p3';
import { RE2JS } from 're2js';

/** More patterns than this are not remembered: they may come from answers. */
const most = 50;

/** The functions `match` (whole text) and `search` (part of it) of RFC 9535, in linear time. What is no pattern matches nothing. */
export function linearFunction(isWhole: boolean): FilterFunction {
  const compiled = new Map<string, RE2JS | undefined>();
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown) => {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      if (!compiled.has(pattern)) {
        if (compiled.size === most) compiled.clear();
        compiled.set(pattern, compile(pattern));
      }
      const matcher = compiled.get(pattern)?.matcher(text);
      return matcher !== undefined && (isWhole ? matcher.matches() : matcher.find());
    },
  };
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withoutLineEnds(pattern)));
  } catch {
    return undefined;
  }
}

/** RFC 9485: a dot outside a class stands for anything but line feed and carriage return. */
function withoutLineEnds(pattern: string): string {
  return pattern.replace(/\\[^]|\[(?:\\[^]|[^\\\]])*\]|\./g, (piece) =>
    piece === '.' ? '[^\\n\\r]' : piece,
  );
}
