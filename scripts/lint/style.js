// Rules of the house style; what a selector can say as well is in eslint.config.js. `eslint --fix` repairs what it safely can.

/** The node's ancestors within its statement and function, nearest first, each with the child that leads to the node. */
function* around(node) {
  let child = node;
  let parent = node.parent;
  while (parent && !/Function|^Program$|^PropertyDefinition$/.test(parent.type)) {
    yield { parent, child };
    if (/Statement$|Declaration$/.test(parent.type)) return;
    child = parent;
    parent = parent.parent;
  }
}

/** A generator stops where a reader sees it: at the beginning of an expression, not deep within one. */
export const yields = {
  meta: { type: 'problem', schema: [] },
  create: (context) => ({
    YieldExpression(node) {
      const buried = [...around(node)].some(
        ({ parent, child }) => parent.type === 'YieldExpression' || parent.arguments?.includes(child),
      );
      if (!buried) return;
      const message = 'A yield inside an argument or another yield is overlooked: give its value a name first.';
      context.report({ node, message });
    },
  }),
};

/** `...{ a, b }` in a literal: TypeScript finds no misspelt key in there. `...(condition && { a })` is another thing. */
export const packing = {
  meta: { type: 'suggestion', fixable: 'code', schema: [] },
  create: (context) => ({
    'SpreadElement > ObjectExpression.argument'(node) {
      const inside = context.sourceCode.getText(node).replace(/^\{\s*|,?\s*\}$/g, '');
      context.report({
        node,
        message: 'No ...{ a, b }: write a, b, where a misspelt key is found.',
        fix: (fixer) => (inside === '' ? null : fixer.replaceText(node.parent, inside)),
      });
    },
  }),
};

/** `[a, b] = [x, y]` is two statements on one line; `[a, b] = [b, a]` is a swap, and fine. */
export const tuples = {
  meta: { type: 'suggestion', fixable: 'code', schema: [] },
  create(context) {
    const textOf = (node) => (node ? context.sourceCode.getText(node) : '');
    const check = (node, left, right, fix) => {
      const value = /^TS(As|Satisfies)Expression$/.test(right?.type) ? right.expression : right;
      if (left.type !== 'ArrayPattern' || value?.type !== 'ArrayExpression') return;
      const sorted = (elements) => elements.map(textOf).sort().join();
      if (sorted(left.elements) === sorted(value.elements)) return;
      const message =
        'A tuple that is taken apart where it is written packs statements into a line: write each of them.';
      context.report({ node, message, fix });
    };
    return {
      AssignmentExpression: (node) => check(node, node.left, node.right),
      VariableDeclarator(node) {
        const { id, init, parent } = node;
        check(node, id, init, (fixer) => {
          const alone = parent.declarations.length === 1 && parent.parent.type !== 'ForStatement';
          const plain = (each) => ['Identifier', 'ObjectPattern', 'ArrayPattern'].includes(each?.type);
          const paired = id.elements.length === init.elements?.length && !id.typeAnnotation;
          if (!alone || !paired || !id.elements.every(plain)) return null;
          if (init.elements.some((each) => !each || each.type === 'SpreadElement')) return null;
          const statements = id.elements.map(
            (each, at) => `${parent.kind} ${textOf(each)} = ${textOf(init.elements[at])};`,
          );
          return fixer.replaceText(parent, statements.join('\n'));
        });
      },
    };
  },
};

/** A loop over a generator that is sent values is a while loop whose statements say so. */
export const headers = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    'CallExpression[callee.property.name="next"]'(node) {
      // A declaration in the header is a statement within the loop's.
      const parts = [node, ...[...around(node)].map(({ parent }) => parent)];
      const last = parts.at(-1);
      const loop = last.type === 'ForStatement' ? last : last.parent;
      if (loop?.type !== 'ForStatement' || !parts.some((part) => isHeader(loop, part))) return;
      const message = 'A for header that drives a generator hides its steps: write a while loop with plain statements.';
      context.report({ node, message });
    },
  }),
};

function isHeader({ init, test, update }, part) {
  return part === init || part === test || part === update;
}
