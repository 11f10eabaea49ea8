/**
 * What SARIF 2.1.0 demands of the objects that are written here, after the official schema (OASIS, sarif-schema-2.1.0.json): the same names,
 * types, required members, enumerations and closedness, without the objects that no log of ours has.
 */
export const sarifSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string', format: 'uri' },
    version: { enum: ['2.1.0'] },
    runs: { type: 'array', items: { $ref: '#/$defs/run' } },
  },
  $defs: {
    index: { type: 'integer', minimum: -1 },
    position: { type: 'integer', minimum: 1 },
    level: { enum: ['none', 'note', 'warning', 'error'] },
    bag: {
      type: 'object',
      properties: { tags: { type: 'array', uniqueItems: true, items: { type: 'string' } } },
    },
    run: {
      type: 'object',
      additionalProperties: false,
      required: ['tool'],
      properties: {
        tool: {
          type: 'object',
          additionalProperties: false,
          required: ['driver'],
          properties: { driver: { $ref: '#/$defs/toolComponent' } },
        },
        invocations: { type: 'array', items: { $ref: '#/$defs/invocation' } },
        originalUriBaseIds: {
          type: 'object',
          additionalProperties: { $ref: '#/$defs/artifactLocation' },
        },
        columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
        artifacts: {
          type: 'array',
          uniqueItems: true,
          items: {
            type: 'object',
            additionalProperties: false,
            properties: { location: { $ref: '#/$defs/artifactLocation' } },
          },
        },
        results: { type: 'array', items: { $ref: '#/$defs/result' } },
      },
    },
    toolComponent: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: { type: 'string' },
        version: { type: 'string' },
        semanticVersion: { type: 'string' },
        rules: { type: 'array', uniqueItems: true, items: { $ref: '#/$defs/reportingDescriptor' } },
      },
    },
    reportingDescriptor: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      properties: {
        id: { type: 'string' },
        shortDescription: { $ref: '#/$defs/multiformatMessage' },
        help: { $ref: '#/$defs/multiformatMessage' },
        defaultConfiguration: {
          type: 'object',
          additionalProperties: false,
          properties: { level: { $ref: '#/$defs/level' } },
        },
        properties: { $ref: '#/$defs/bag' },
      },
    },
    multiformatMessage: {
      type: 'object',
      additionalProperties: false,
      required: ['text'],
      properties: { text: { type: 'string' }, markdown: { type: 'string' } },
    },
    message: {
      type: 'object',
      additionalProperties: false,
      required: ['text'],
      properties: { text: { type: 'string' } },
    },
    invocation: {
      type: 'object',
      additionalProperties: false,
      required: ['executionSuccessful'],
      properties: {
        executionSuccessful: { type: 'boolean' },
        toolConfigurationNotifications: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['message'],
            properties: {
              descriptor: {
                type: 'object',
                additionalProperties: false,
                anyOf: [{ required: ['index'] }, { required: ['guid'] }, { required: ['id'] }],
                properties: { id: { type: 'string' } },
              },
              level: { $ref: '#/$defs/level' },
              message: { $ref: '#/$defs/message' },
            },
          },
        },
      },
    },
    artifactLocation: {
      type: 'object',
      additionalProperties: false,
      properties: {
        uri: { type: 'string', format: 'uri-reference' },
        uriBaseId: { type: 'string' },
        index: { $ref: '#/$defs/index' },
        description: { $ref: '#/$defs/message' },
      },
    },
    region: {
      type: 'object',
      additionalProperties: false,
      properties: {
        startLine: { $ref: '#/$defs/position' },
        startColumn: { $ref: '#/$defs/position' },
        endLine: { $ref: '#/$defs/position' },
        endColumn: { $ref: '#/$defs/position' },
      },
    },
    result: {
      type: 'object',
      additionalProperties: false,
      required: ['message'],
      properties: {
        ruleId: { type: 'string' },
        ruleIndex: { $ref: '#/$defs/index' },
        level: { $ref: '#/$defs/level' },
        message: { $ref: '#/$defs/message' },
        locations: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            properties: {
              physicalLocation: {
                type: 'object',
                additionalProperties: false,
                anyOf: [{ required: ['address'] }, { required: ['artifactLocation'] }],
                properties: {
                  artifactLocation: { $ref: '#/$defs/artifactLocation' },
                  region: { $ref: '#/$defs/region' },
                },
              },
              logicalLocations: {
                type: 'array',
                uniqueItems: true,
                items: {
                  type: 'object',
                  additionalProperties: false,
                  properties: { fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } },
                },
              },
            },
          },
        },
        partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        fixes: {
          type: 'array',
          uniqueItems: true,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['artifactChanges'],
            properties: {
              description: { $ref: '#/$defs/message' },
              artifactChanges: {
                type: 'array',
                minItems: 1,
                uniqueItems: true,
                items: {
                  type: 'object',
                  additionalProperties: false,
                  required: ['artifactLocation', 'replacements'],
                  properties: {
                    artifactLocation: { $ref: '#/$defs/artifactLocation' },
                    replacements: {
                      type: 'array',
                      minItems: 1,
                      items: {
                        type: 'object',
                        additionalProperties: false,
                        required: ['deletedRegion'],
                        properties: {
                          deletedRegion: { $ref: '#/$defs/region' },
                          insertedContent: {
                            type: 'object',
                            additionalProperties: false,
                            properties: { text: { type: 'string' } },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        properties: { $ref: '#/$defs/bag' },
      },
    },
  },
} as const;
