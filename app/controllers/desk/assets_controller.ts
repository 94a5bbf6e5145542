import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Assets } from '#dashboard/assets'
import { RouteNotFound } from '#exceptions/route_not_found'

/** Another content has another address, so an answer holds for as long as browsers keep it. */
const A_YEAR = 'public, max-age=31536000, immutable'

/** Style sheets, icons and scripts. */
@inject()
export default class AssetsController {
  constructor(private readonly assets: Assets) {}

  async show({ params, request, response }: HttpContext) {
    const asset = await this.assets.find(params.name, request.header('accept-encoding'))
    if (!asset) throw new RouteNotFound()
    response.header('Content-Type', asset.type)
    response.header('Cache-Control', A_YEAR)
    response.header('Vary', 'Accept-Encoding')
    if (asset.encoding) response.header('Content-Encoding', asset.encoding)
    return response.send(asset.body)
  }
}
