import app from '@adonisjs/core/services/app'

export type Work<Result> = (signal: AbortSignal) => Promise<Result>

type Load<Action> = () => Promise<new (...parts: any[]) => Action>

/** Loads the file of an action when the work begins; the container creates the action. */
export function onFirstUse<Action, Result>(
  load: Load<Action>,
  act: (action: Action, signal: AbortSignal) => Result | Promise<Result>
): Work<Result> {
  return async (signal) => {
    const action = await app.container.make(await load())
    return act(action as Action, signal)
  }
}
