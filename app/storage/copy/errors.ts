import { Exception } from '@adonisjs/core/exceptions'

/** The copy cannot be made; the message names the cause and the fix. */
export class CopyRefused extends Exception {
  static status = 409
  static code = 'E_COPY_REFUSED'
}

/** Nothing is lost: the next run goes on behind the last page. @throws CopyRefused once told to end */
export function endIfTold(signal: AbortSignal): void {
  if (signal.aborted)
    throw new CopyRefused('Stopped as asked: run it again, and it goes on where it stopped')
}
