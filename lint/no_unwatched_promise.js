/**
 * A promise that is begun and kept in a variable has no handler until it is
 * awaited. Where something else is awaited first, its rejection in the meantime
 * ends the process. Begin it inside `Promise.all`, or await one after the other.
 */
export const noUnwatchedPromise = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unwatched:
        '"{{name}}" may reject while something else is awaited: begin it in Promise.all, or await it at once.',
    },
  },
  create(context) {
    const { esTreeNodeToTSNodeMap, program } = context.sourceCode.parserServices
    const checker = program.getTypeChecker()
    const functions = []

    const isPromise = (node) => {
      const type = checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node))
      return type.symbol?.name === 'Promise'
    }
    const enter = () => functions.push({ begun: [], awaits: [] })
    const exit = () => {
      const { begun, awaits } = functions.pop()
      for (const variable of begun) {
        const [end] = variable.identifiers[0].parent.range.slice(1)
        const next = awaits.find(({ range }) => range[0] > end)
        const isWatched = variable.references.some(
          ({ identifier, init }) => !init && identifier.range[0] < (next?.range[1] ?? Infinity)
        )
        if (!isWatched)
          context.report({
            node: variable.identifiers[0],
            messageId: 'unwatched',
            data: { name: variable.name },
          })
      }
    }

    return {
      ':function': enter,
      ':function:exit': exit,
      'AwaitExpression'(node) {
        functions.at(-1)?.awaits.push(node)
      },
      'VariableDeclarator'(node) {
        for (const variable of context.sourceCode.getDeclaredVariables(node)) {
          if (isPromise(variable.identifiers[0])) functions.at(-1)?.begun.push(variable)
        }
      },
    }
  },
}
