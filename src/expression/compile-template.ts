import { isObject } from '../text/json.ts';
import { compileExpression, type Read } from './compile-expression.ts';
import { compileSelector } from './compile-selector.ts';
import { embedders, type Medium } from './embedding.ts';
import { formatExpression } from './format-expression.ts';
import { formatSource } from './format-source.ts';
import type { Scope } from './scope.ts';
import type { SelectorEngines } from './selector.ts';
import type { Template } from './template.ts';
import { UnresolvedValue } from './unresolved-value.ts';

/**
 * Compiles a template to a function that makes its value.
 * A whole expression keeps its value's type and may be undefined (clause K1); an object member without a value is left out
 * (clause G11); a literal is the same frozen value every time.
 * A template that is text becomes text of the given medium, in which values are escaped (clause G4); text within objects
 * and arrays is plain.
 * The function throws {@link UnresolvedValue} for an array item or a slot in text that has no value (clauses F11, G11), and for a selector
 * whose context cannot be searched.
 * @param engines For each dialect of the template's selectors.
 */
export function compileTemplate(
  template: Template,
  engines: SelectorEngines = {},
  medium: Medium = 'text',
): Read {
  switch (template.kind) {
    case 'literal': {
      const value = deepFreeze(template.value);
      return () => value;
    }
    case 'supplied':
      throw new Error(`The value of ${template.pointer} was not put into the plan.`);
    case 'expression':
      return compileExpression(template.expression);
    case 'selector':
      return compileSelector(template.selector, engines);
    case 'text':
      return compileText(template, medium);
    case 'object':
      return compileObject(template.members, engines);
    default:
      return compileArray(template.items, engines);
  }
}

/** UTF-16 code units of a text with values in it: more than a request or an output sensibly has, and a loop that doubles one gets there. */
const longestText = 16 * 1024 * 1024;
const tooLong = `is longer than ${longestText} characters once its expressions are filled in.`;

function compileObject(members: readonly (readonly [string, Template])[], engines: SelectorEngines): Read {
  const compiled = members.map(([name, value]) => ({ name, read: compileTemplate(value, engines) }));
  return (scope) => {
    const object: Record<string, unknown> = {};
    for (const { name, read } of compiled) {
      const value = read(scope);
      if (value === undefined) continue;
      // Assigning to this name would change the prototype instead of adding a member.
      if (name === '__proto__') {
        Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
      } else {
        object[name] = value;
      }
    }
    return object;
  };
}

function compileArray(items: readonly Template[], engines: SelectorEngines): Read {
  const compiled = items.map((item) => ({
    source: formatSource(item),
    read: compileTemplate(item, engines),
  }));
  return (scope) =>
    compiled.map(({ source, read }) => {
      const value = read(scope);
      if (value === undefined && source !== undefined) {
        throw new UnresolvedValue(source, 'has no value, and an array cannot leave an item out.');
      }
      return value;
    });
}

function compileText(template: Extract<Template, { kind: 'text' }>, medium: Medium): Read {
  const { parts, missing } = template;
  const source = formatSource(template) ?? 'The text';
  const slots = embedders(parts, medium);
  const compiled = parts.map((part, index) => {
    if (typeof part === 'string') return () => part;
    const read = compileExpression(part);
    const embed = slots[index]!;
    return (scope: Scope) => {
      const value = read(scope);
      if (value === undefined && missing === 'empty') return '';
      if (value === undefined)
        throw new UnresolvedValue(
          formatExpression(part),
          'has no value, and the text around it cannot do without one.',
        );
      return embed(value);
    };
  });
  return (scope) => {
    let text = '';
    for (const make of compiled) {
      text += make(scope);
      if (text.length > longestText) {
        throw new UnresolvedValue(source, tooLong);
      }
    }
    return text;
  };
}

function deepFreeze<T>(value: T): T {
  if ((isObject(value) || Array.isArray(value)) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
