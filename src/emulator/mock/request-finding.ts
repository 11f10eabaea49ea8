/** Something that a request has wrong, by the description of the operation that it is for. */
export interface RequestFinding {
  /** What it is about. `expression`: something that should have been evaluated was sent as it stands in the document. */
  readonly kind: 'path' | 'method' | 'parameter' | 'security' | 'media-type' | 'body' | 'expression';
  /** Whether the operation cannot be carried out with it; else it is worth a look only. */
  readonly rejects: boolean;
  /** The status that a server would answer it with. */
  readonly statusCode: 400 | 401 | 404 | 405 | 415;
  /** A sentence. It names parameters and members, and repeats no value. */
  readonly message: string;
}

/** A finding that the request is refused for. */
export function refuses(
  kind: RequestFinding['kind'],
  message: string,
  statusCode: RequestFinding['statusCode'] = 400,
): RequestFinding {
  return { kind, rejects: true, statusCode, message };
}

/** A finding that the request is carried out all the same with. */
export function notes(kind: RequestFinding['kind'], message: string): RequestFinding {
  return { kind, rejects: false, statusCode: 400, message };
}
