import type { XmlDescription } from './serialize/describe-xml.ts';
import type { PlacePattern } from './serialize/number-places.ts';

/**
 * One operation of an OpenAPI description, with everything on the path of building its request resolved.
 * Plain JSON: it is stored in the plan. The same model serves every OpenAPI version (docs/clauses.md 4.8).
 */
export interface Operation {
  readonly operationId?: string;
  /** Upper case (`POST`). */
  readonly method: string;
  /** The path template as written: `/v1/payment_intents/{intent}`. */
  readonly path: string;
  /** JSON Pointer of the Operation Object in its description. */
  readonly pointer: string;
  /** The nearest level's servers, never empty; URLs absolute where the description's own location allows it. */
  readonly servers: readonly Server[];
  /** Path item and operation parameters merged by name and location. */
  readonly parameters: readonly Parameter[];
  readonly requestBody?: RequestBody;
  /** By status: `200`, `4XX`, `default`. */
  readonly responses: Readonly<Record<string, Response>>;
  /** Alternatives (OR) of schemes used together (AND); `[]` when nothing is required, `{}` as a member allows anonymous use. */
  readonly security: readonly SecurityRequirement[];
}

/** A Server Object (clause 4.3). */
export interface Server {
  /** By which it is chosen; since 3.2. */
  readonly name?: string;
  /** Without a slash at its end, unless it has several; variables as `{name}`. */
  readonly url: string;
  readonly variables: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[] }>
  >;
}

/** Where a parameter goes; `querystring` is the whole query of the URL (3.2). */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** The serialization styles of OpenAPI 3; `cookie` since 3.2. */
export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'simple'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  | 'cookie';

/** A Parameter Object with its defaults filled in (clause 4.4). */
export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  /** What separates the items of a list in the place of the style's comma (`collectionFormat` of 2.0). */
  readonly delimiter?: string;
  /** The media type when the parameter is described by `content`; it replaces style and explode. */
  readonly mediaType?: string;
  /** Of the fields of a form. */
  readonly encoding?: MediaType['encoding'];
  readonly schema?: SchemaSummary;
  /** Of what is written in JSON: the places that hold numbers (clause K12). */
  readonly numbers?: readonly PlacePattern[];
  /** How it is written as XML. */
  readonly xml?: XmlDescription;
}

/** A Request Body Object (clause 4.5). */
export interface RequestBody {
  readonly required: boolean;
  /** By media type or range as written, lower case, without parameters. */
  readonly content: Readonly<Record<string, MediaType>>;
}

/** A Media Type Object, as far as writing a body needs it. */
export interface MediaType {
  readonly schema?: SchemaSummary;
  /** By property name. */
  readonly encoding: Readonly<Record<string, Encoding>>;
  /** Of a multipart type: how the items of a list are its parts. */
  readonly positions?: Positions;
}

/** How the items of a list are parts, as far as it is described: the first ones each in its own way, all others alike. */
export interface Positions {
  readonly first: readonly Part[];
  readonly rest: Part;
}

/** How one value is a part of a multipart body. */
export interface Part extends Encoding {
  /** The value is bytes that are no text. */
  readonly binary?: boolean;
}

/** An Encoding Object. Absent `style`, `explode` and `allowReserved` mean that none of them was set. */
export interface Encoding {
  readonly contentType?: string;
  readonly style?: ParameterStyle;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
  /** As a parameter's. */
  readonly delimiter?: string;
  /** Of a part: header fields whose values the description is certain of, as they are sent. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a part that is multipart itself: its own parts. */
  readonly parts?: MediaType;
}

/** As much of a schema as requests and checks need: one level deep, `$ref`, `allOf` resolved. */
export interface SchemaSummary {
  /** JSON types; empty when unknown. */
  readonly types: readonly string[];
  readonly enum?: readonly unknown[];
  /** The value, or each item of the list, is bytes that are no text: the content of a file. */
  readonly binary?: boolean;
  /** The value is a text that stands for bytes: `contentEncoding`, or `format: byte`. */
  readonly encoded?: boolean;
  /** Names and types of declared properties, when the schema declares any. */
  readonly properties?: Readonly<Record<string, Pick<SchemaSummary, 'types' | 'enum' | 'binary'>>>;
  /** Of these, the ones that a request must have: none that is `readOnly`. */
  readonly required?: readonly string[];
  /** `additionalProperties: false`. */
  readonly closed?: boolean;
}

/** A Response Object, as far as checks need it (clause 4.7). */
export interface Response {
  readonly description: string;
  /** Media types as written, lower case, with the summary of each one's schema. */
  readonly content: Readonly<Record<string, { readonly schema?: SchemaSummary }>>;
}

/** Schemes that must be used together. `scheme` is absent when the description does not declare the name. */
export type SecurityRequirement = Readonly<
  Record<string, { readonly scopes: readonly string[]; readonly scheme?: SecurityScheme }>
>;

/** A Security Scheme Object (clause 4.6). */
export type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly name: string }
  | { readonly type: 'oauth2'; readonly flows: Readonly<Record<string, OAuthFlow>> }
  | { readonly type: 'openIdConnect'; readonly openIdConnectUrl: string }
  | { readonly type: 'mutualTLS' };

/** As much of an OAuth Flow Object as obtaining tokens needs. URLs as written: absolute, or relative to the server. */
export interface OAuthFlow {
  readonly tokenUrl?: string;
  readonly refreshUrl?: string;
}
