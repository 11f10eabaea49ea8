import { profilesSchema } from './profiles-schema.ts';
import { count, fields, record, text } from './schema-parts.ts';

// What is said of members holds where the value is an object.
const serverChoice = {
  type: ['string', 'object'],
  minLength: 1,
  properties: {
    server: { type: ['string', 'integer'], description: 'the position or the name of a described server' },
    variables: record(text('a text'), 'values for the variables of the server'),
  },
  additionalProperties: false,
  description: 'a URL, or for example { server: 2, variables: { region: eu } }',
};

const document = {
  ...fields(
    {
      location: text('a path, a URL, or the name of a bundled workflow'),
      sources: record(text('a path or a URL'), 'by source description name, where it is read instead'),
      servers: record(serverChoice, 'by source description name, the server that is called'),
      supply: {
        type: 'object',
        description: 'values for the requests of steps, as in the file for --inputs',
      },
      mode: { enum: ['strict', 'standard', 'lenient'], description: 'strict, standard or lenient' },
      repair: { type: 'boolean', description: 'true to make the repairs that findings offer, in memory' },
      frozen: { type: 'boolean', description: 'true to read nothing but what is locked' },
      limits: fields(
        {
          maxSteps: count('how many steps a run may enter'),
          maxVisits: count('how often it may enter one step'),
          maxDepth: count('how deep workflows may call workflows', 500),
          maxMilliseconds: count('how long it may take, in milliseconds'),
          maxRetryAfterMilliseconds: count('the longest wait that Retry-After may order, in milliseconds'),
          pollMilliseconds: count('how long a poll waits before it reads again, in milliseconds'),
          maxPolls: count('how often a poll may read again in a row'),
        },
        'how far a run may go',
      ),
    },
    'a location, or an object with a location and more',
    ['location'],
  ),
  type: ['string', 'object'],
  minLength: 1,
};

/** The shape of `heddle.config.yaml` as a JSON Schema. The descriptions are the hints of findings. What is served must be said where something is. */
export const settingsSchema = fields(
  {
    documents: {
      type: 'object',
      minProperties: 1,
      description: 'an object with a document for each name under which it is served',
      additionalProperties: document,
    },
    store: text('the file, or the URL of the PostgreSQL database, in which the runs are kept'),
    listen: fields(
      {
        host: text('the address to listen at, such as 127.0.0.1 or 0.0.0.0'),
        port: { type: 'integer', minimum: 0, maximum: 65_535, description: 'a number from 0 to 65535' },
      },
      'the address to listen at',
    ),
    sources: fields(
      {
        bases: { type: 'array', items: text('a folder or a URL'), description: 'a list of folders and URLs' },
        allowedHosts: {
          type: 'array',
          items: text('a host, with its port where it is not the usual one'),
          description: 'a list of hosts',
        },
      },
      'how sources are found',
    ),
    limits: fields(
      {
        slots: count('the number of runs in hand at a time', 100_000),
        bodyBytes: count('the largest body of a request in bytes, 16 MiB at most', 16 * 2 ** 20),
        watchers: count('how many may watch runs at a time', 100_000),
      },
      'how much is taken on at a time',
    ),
    profiles: profilesSchema,
    reach: fields(
      {
        hosts: {
          type: 'array',
          items: text('a host, with its port where it is not the usual one'),
          description: 'a list of hosts',
        },
        publicOnly: { type: 'boolean', description: 'true to connect to public addresses only' },
      },
      'where calls may go',
    ),
    retention: fields(
      {
        completed: count('for how many days runs are kept that completed', 36_500),
        failed: count('for how many days runs are kept that failed', 36_500),
        cancelled: count('for how many days runs are kept that were cancelled', 36_500),
      },
      'for how many days runs are kept after they have ended, by how they ended',
    ),
    record: { enum: ['bodies'], description: 'bodies, to keep header fields and bodies too, masked' },
    suppressions: text('the list of recipients who opted out'),
  },
  'an object',
);
