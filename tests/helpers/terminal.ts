import ace from '@adonisjs/core/services/ace'
import type { Group } from '@japa/runner/core'

/** The tests of the group run as if somebody sat at a terminal; what a command prints is kept in `ace.ui.logger`. */
export function atATerminal(group: Group): void {
  const streams = [process.stdin, process.stdout] as { isTTY?: boolean }[]
  group.each.setup(() => {
    const before = streams.map(({ isTTY }) => isTTY)
    for (const stream of streams) stream.isTTY = true
    ace.ui.switchMode('raw')
    return () => {
      streams.forEach((stream, index) => (stream.isTTY = before[index]))
      ace.ui.switchMode('normal')
    }
  })
}
