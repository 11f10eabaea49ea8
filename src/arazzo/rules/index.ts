import { actionFields } from './action-fields.ts';
import { bodyOfWorkflowStep } from './body-of-workflow-step.ts';
import { channelFields } from './channel-fields.ts';
import { criterionContext } from './criterion-context.ts';
import { criterionVersion } from './criterion-version.ts';
import { dependsOn } from './depends-on.ts';
import { duplicateActions } from './duplicate-actions.ts';
import { duplicateParameters } from './duplicate-parameters.ts';
import { helperActions } from './helper-actions.ts';
import { inputsReuse } from './inputs-reuse.ts';
import { knownTargets } from './known-targets.ts';
import { namePatterns } from './name-patterns.ts';
import { nullOverride } from './null-override.ts';
import { parameterLocation } from './parameter-location.ts';
import { retryRanges } from './retry-ranges.ts';
import { reusableReference } from './reusable-reference.ts';
import type { Rule } from './rule.ts';
import { sourceUrl } from './source-url.ts';
import { stepTarget } from './step-target.ts';
import { uniqueNames } from './unique-names.ts';

/** Every rule that looks at the document alone (clauses A to I and L, docs/clauses.md). */
export const rules: readonly Rule[] = [
  uniqueNames,
  namePatterns,
  sourceUrl,
  stepTarget,
  channelFields,
  knownTargets,
  dependsOn,
  duplicateParameters,
  parameterLocation,
  nullOverride,
  bodyOfWorkflowStep,
  duplicateActions,
  actionFields,
  retryRanges,
  helperActions,
  criterionContext,
  criterionVersion,
  reusableReference,
  inputsReuse,
];
