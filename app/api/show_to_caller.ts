import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { isAbleTo } from '#app/api/is_able_to'
import { shownMessageAsJson } from '#app/api/message_as_json'
import { NoSuchRow } from '#app/api/row_id'
import { DeskService } from '#services/desk_service'

/** A message as it is now, as far as the caller's token may see it. */
@inject()
export class ShowToCaller {
  constructor(private readonly desk: DeskService) {}

  /** @throws NoSuchRow */
  async message(ctx: HttpContext, id: number) {
    const shown = await this.desk.show({ id, unmasked: isAbleTo(ctx, 'phones:read') })
    if (!shown) throw new NoSuchRow('message')
    return shownMessageAsJson(ctx, shown)
  }
}
