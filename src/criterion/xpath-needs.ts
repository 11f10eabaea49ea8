import { type ConditionTest, holdsOf, type Needs } from './criterion-engines.ts';

/** Numbers, texts, truth values and comparisons of them: nothing that looks at the context. */
const constant = /^(?:\s+|\d+(?:\.\d+)?|"[^"]*"|'[^']*'|(?:true|false)\(\)|(?:and|or)\b|[!<>]?=|[<>()+-])*$/;

/** Whether an XPath condition holds of no context at all, which can be told only of constants. */
export function xpathNeeds(text: string, test: ConditionTest): Needs {
  return constant.test(text) && !holdsOf(test, '<any/>') ? 'impossible' : [];
}
