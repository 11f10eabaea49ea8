/** A text that is not empty. The descriptions of parts are the hints of findings. */
export const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const;

/** A whole number from 1 on. */
export const count = (description: string, maximum = Number.MAX_SAFE_INTEGER) =>
  ({ type: 'integer', minimum: 1, maximum, description }) as const;

/** An object whose members all have one shape. */
export const record = (additionalProperties: object, description: string) =>
  ({ type: 'object', additionalProperties, description }) as const;

/** An object with these members and no others. */
export const fields = (properties: object, description: string, required: readonly string[] = []) =>
  ({ type: 'object', properties, required, additionalProperties: false, description }) as const;
