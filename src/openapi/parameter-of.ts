import type { Operation, Parameter } from './operation.ts';

/**
 * The parameter of an operation by its name and place. What the operation does not declare is sent in the default style of its location (clause F7);
 * names of header fields know no case.
 */
export function parameterOf(
  operation: Operation,
  { name, in: location }: Pick<Parameter, 'name' | 'in'>,
): Parameter {
  const isSame = (declared: Parameter): boolean =>
    declared.in === location &&
    (location === 'header' ? declared.name.toLowerCase() === name.toLowerCase() : declared.name === name);
  const form = location === 'query' || location === 'cookie';
  return (
    operation.parameters.find(isSame) ?? {
      name,
      in: location,
      required: location === 'path',
      style: form ? 'form' : 'simple',
      explode: form,
      allowReserved: false,
    }
  );
}
