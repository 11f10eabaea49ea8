import type { PossibleValues } from '../../criterion/possible-results.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';

/** What a value may be by what is documented of it. What is documented need not be there. */
export function documentedValues({ types, enum: values }: SchemaSummary): PossibleValues | undefined {
  if (values !== undefined) return { values: [...values, null] };
  if (types.length === 0) return undefined;
  const samples: Readonly<Record<string, readonly unknown[]>> = {
    boolean: [true, false],
    array: [[]],
    object: [{}],
  };
  return {
    values: [null, ...types.flatMap((type) => samples[type] ?? [])],
    anyText: types.includes('string'),
    anyNumber: types.includes('number') || types.includes('integer'),
  };
}
