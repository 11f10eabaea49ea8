import { RE2JS } from 're2js';
import type { Operation } from '../../openapi/operation.ts';
import { percentEncodeReserved } from '../../openapi/serialize/percent-encode.ts';
import type { ReceivedRequest } from '../received-request.ts';

/** The texts of a path's variables, still percent-encoded; undefined when the path is another one. */
export type PathMatcher = (
  request: Pick<ReceivedRequest, 'path' | 'query'>,
) => ReadonlyMap<string, string> | undefined;

/** Paths longer than this are no operation's. */
const longest = 8192;

/**
 * Compiles the path of an operation, below the base path of any of its servers. `{name}` stands for a part of a segment, `{name+}` and `{+name}` for
 * any number of segments; a query in the path of the description must be in the request.
 */
export function compileTemplate(operation: Pick<Operation, 'path' | 'servers'>): PathMatcher {
  const [path = '', query = ''] = operation.path.split(/\?(.*)/s);
  const bases = new Set([...operation.servers.map(({ url }) => basePath(url)), '']);
  const templates = [...bases].map((base) => compileOne(base + path));
  const fixed = query.split('&').filter((pair) => pair !== '');
  return (request) => {
    if (request.path.length > longest) return undefined;
    if (fixed.length > 0) {
      const pairs = request.query.split('&');
      if (!fixed.every((pair) => pairs.includes(pair))) return undefined;
    }
    for (const match of templates) {
      const found = match(request.path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** What stands after the host in the URL of a server, whose parts may be variables. */
function basePath(url: string): string {
  const path = url.replace(/^[^/]*:\/\/[^/]*/, '').replace(/\/$/, '');
  return path === '' || path.startsWith('/') ? path : `/${path}`;
}

function compileOne(template: string): (path: string) => ReadonlyMap<string, string> | undefined {
  const names: string[] = [];
  const source = template
    .split(/\{([^{}]*)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return literal(part);
      names.push(part.replaceAll('+', ''));
      return part.includes('+') ? '(.+)' : '([^/]+)';
    })
    .join('');
  // In linear time: both the template and the path come from strangers.
  const pattern = RE2JS.compile(source, RE2JS.DOTALL);
  return (path) => {
    const found = pattern.matcher(path);
    return found.matches()
      ? new Map(names.map((name, index) => [name, found.group(index + 1) ?? '']))
      : undefined;
  };
}

function literal(text: string): string {
  return text
    .split('/')
    .map((segment) => percentEncodeReserved(segment, 'path').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('/');
}

/** How exactly a path is named: fixed text before variables (OpenAPI 3.1.1, section 4.8.8.2). */
export function specificity(path: string): number {
  return path.replaceAll(/\{[^{}]*\}/g, '').length - 1000 * (path.split('{').length - 1);
}
