/**
 * How the silence and the slips of documents are read.
 * - `strict`: the prose of the declared version, and nothing else.
 * - `standard`: strict, with the specification's gaps filled; the default.
 * - `lenient`: standard, with named deviations in reading values, each with a warning. Never in choosing what to call.
 */
export type Mode = 'strict' | 'standard' | 'lenient';
