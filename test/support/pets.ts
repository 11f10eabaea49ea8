import { fileURLToPath } from 'node:url';
import { load, type Loaded, type LoadOptions } from '../../src/load.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/engine/ports.ts';

/** The path of the description that the documents of {@link loadPets} use. */
export const petsDescription = fileURLToPath(new URL('../conformance/pets.openapi.yaml', import.meta.url));

/** Loads a document made of the fields of `workflows`, as YAML, with the source `pets`. */
export function loadPets(workflows: string, options: LoadOptions = {}): Promise<Loaded> {
  const text = `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: ./pets.yaml, type: openapi }]
workflows:
${workflows}`;
  return load('pets.arazzo.yaml', { sources: { pets: petsDescription }, ...options, text });
}

/** A transport that answers requests in turn, and keeps them. An answer that is an Error is thrown. */
export function answering(
  ...answers: ((Partial<Omit<HttpResponse, 'body'>> & { readonly json?: unknown }) | Error)[]
): Transport & { readonly requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    async send(request, signal) {
      signal.throwIfAborted();
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? {};
      requests.push(request);
      if (answer instanceof Error) throw answer;
      const { json, headers, statusCode = 200 } = answer;
      return {
        statusCode,
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: new TextEncoder().encode(json === undefined ? '' : JSON.stringify(json)),
      };
    },
  };
}
