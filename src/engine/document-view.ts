import type { Outputs, Scope } from '../expression/scope.ts';
import type { Plan } from '../plan/plan.ts';

/** What the expressions of one document of a plan can see of documents: the names that it gives to workflows lead to those of the plan. */
export interface DocumentView {
  /** What a step can see that sees these inputs and steps: workflows by the names that the document has for them (clauses K7, K14). */
  readonly scopeOf: (seen: Pick<Scope, 'inputs' | 'steps'>, workflows: Finished) => Scope;
}

/** Workflows of a run by their names in the plan. */
type Finished = Readonly<Record<string, { readonly inputs: Outputs; readonly outputs: Outputs }>>;

/** The views of a plan's documents, by the documents' names. */
export function documentViews({ documents, workflows }: Plan): ReadonlyMap<string, DocumentView> {
  const owned = (name: string): ReadonlyMap<string, string> =>
    new Map(
      workflows.flatMap(({ workflowId, document = '' }) =>
        document === name ? [[workflowId, name === '' ? workflowId : workflowId.slice(name.length + 1)]] : [],
      ),
    );
  const isAlone = Object.keys(documents).length === 1;
  return new Map(
    Object.entries(documents).map(
      ([name, { self, sourceDescriptions, documents: others }]): [string, DocumentView] => {
        const always = { sourceDescriptions, ...(self === undefined ? {} : { self }) };
        if (isAlone) {
          const scopeOf: DocumentView['scopeOf'] = ({ inputs, steps }, finished) => {
            const scope = { inputs, steps, workflows: finished, sourceDescriptions };
            return self === undefined ? scope : { ...scope, self };
          };
          return [name, { scopeOf }];
        }
        const own = owned(name);
        const foreign = Object.entries(others).map(([source, other]) => [source, owned(other)] as const);
        const scopeOf: DocumentView['scopeOf'] = ({ inputs, steps }, finished) => ({
          ...always,
          inputs,
          steps,
          workflows: renamed(finished, own),
          documents: Object.fromEntries(foreign.map(([source, names]) => [source, renamed(finished, names)])),
        });
        return [name, { scopeOf }];
      },
    ),
  );
}

function renamed(finished: Finished, names: ReadonlyMap<string, string>): Finished {
  return Object.fromEntries(
    Object.entries(finished).flatMap(([id, workflow]) => {
      const name = names.get(id);
      return name === undefined ? [] : [[name, workflow]];
    }),
  );
}
