/** Whether the keywords of a schema of that format are those of JSON Schema. @param format A media type, as `schemaFormat` gives it. */
export function isJsonSchema(format: string): boolean {
  return /^application\/(?:vnd\.aai\.asyncapi|vnd\.oai\.openapi|schema)(?![\w-])/.test(format);
}
