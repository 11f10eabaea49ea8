import type { Dialect } from '../../criterion/dialect.ts';
import type { Plan } from '../plan.ts';

/** The dialects that a plan's criteria are written in. */
export function criterionDialects({ workflows }: Plan): ReadonlySet<Dialect> {
  const criteria = workflows.flatMap(({ steps }) =>
    steps.flatMap(({ successCriteria, onSuccess, onFailure }) => [
      ...successCriteria,
      ...[...onSuccess, ...onFailure].flatMap((action) => action.criteria),
    ]),
  );
  return new Set(criteria.flatMap((criterion) => (criterion.type === 'simple' ? [] : [criterion.dialect])));
}
