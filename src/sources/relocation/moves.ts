/** A way in which publishers move files: from the path of one within its repository to where it may be. Paths have slashes. */
export type Move = (path: string) => readonly string[];

/** A refined description takes the place, and the hand-made one goes to a folder `_original` beside it; and back. */
const original: Move = (path) => {
  const [folder, name] = split(path);
  return folder === '_original' || folder.endsWith('/_original')
    ? [`${folder.slice(0, -'_original'.length)}${name}`]
    : [`${folder === '' ? '' : `${folder}/`}_original/${name}`];
};

/** The same description in the other form: YAML by either of its endings, or JSON. */
const otherForm: Move = (path) => {
  const form = /\.(ya?ml|json)$/i.exec(path);
  if (form === null) return [];
  const stem = path.slice(0, form.index);
  return ['.yaml', '.yml', '.json']
    .filter((each) => each !== form[0].toLowerCase())
    .map((each) => stem + each);
};

/** The moves that are known. One is only a hint of where to look: what is found there is judged like anything else. */
export const moves: readonly Move[] = [original, otherForm];

function split(path: string): readonly [string, string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}
