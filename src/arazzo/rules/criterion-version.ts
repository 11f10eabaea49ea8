import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { criterionType } from '../criterion-type.ts';
import { olderVersion, readAsNewer } from '../older-version.ts';
import { criteriaOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const versions = {
  jsonpath: ['draft-goessner-dispatch-jsonpath-00'],
  xpath: ['xpath-10', 'xpath-20', 'xpath-30'],
} as const;
const newerVersions = { jsonpath: 'rfc9535', xpath: 'xpath-31' } as const;

/** The version that a criterion's type has is one that the specification knows (clauses J1, J2). */
export const criterionVersion: Rule = (description, located) =>
  criteriaOf(description).flatMap(({ value: criterion, pointer }) => {
    const type = criterionType(criterion);
    const isNested = typeof criterion.type === 'object';
    const version = isNested ? criterion.type.version : criterion.version;
    if (version === undefined || type === 'simple' || type === 'regex') return [];
    const newer = newerVersions[type];
    const is10 = description.arazzo.startsWith('1.0.');
    const known: readonly string[] = is10 ? versions[type] : [...versions[type], newer];
    const place = located.place(`${pointer}${isNested ? '/type' : ''}/version`);
    const older = olderVersion(version);
    if (older !== undefined) {
      const { message, hint } = readAsNewer(older, 'condition');
      return [diagnose('xpath/read-as-newer', message, { place, hint })];
    }
    if (known.includes(version)) return [];
    if (version === newer) {
      const message = `The version "${newer}" came with Arazzo 1.1; the document declares 1.0.`;
      return [diagnose('document/newer-field', message, { place, hint: `Use ${known.join(' or ')}.` })];
    }
    const message = `"${version}" is not a version of ${type} that Arazzo knows.`;
    const hint = didYouMean(version, known) ?? `Use ${known.join(' or ')}.`;
    return [diagnose('document/wrong-type', message, { place, hint })];
  });
