import BodyParserMiddleware from '@adonisjs/core/bodyparser_middleware'
import app from '@adonisjs/core/services/app'
import config from '@adonisjs/core/services/config'
import { Exception } from '@adonisjs/core/exceptions'
import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import { UploadFolder, type ReceivedFile } from '#imports/uploads/upload_folder'
import { refuseUnstorable } from '#middleware/unstorable_fields'

export const UPLOADS = ['multipart/form-data']

/** The field of the file; `meta` of its `request.file()` is the received file. */
export const FILE_FIELD = 'file'

/** The fields beside the file. */
const FIELDS = { maxFields: 10, fieldsLimit: '16kb' }
const FIELD_BYTES = 16 * 1_024

/**
 * Reads a form with one file. The file goes to the folder of uploads as it arrives; it is removed
 * after the request unless somebody has marked it as moved.
 */
export async function receiveUpload(ctx: HttpContext, next: NextFn, limitBytes: number) {
  const { request } = ctx
  if (Number(request.header('content-length')) > limitBytes + FIELD_BYTES) {
    request.request.resume()
    throw new Exception('request entity too large', {
      code: 'E_REQUEST_ENTITY_TOO_LARGE',
      status: 413,
    })
  }
  const folder = await app.container.make(UploadFolder)
  const received: ReceivedFile[] = []
  const brokenOff = new AbortController()
  await multipartParser(limitBytes).handle(ctx, async () => {})
  request.multipart.onFile(FILE_FIELD, { deferValidations: true }, async (part, report) => {
    part.pause()
    part.on('data', report)
    try {
      const file = await folder.receive(part, brokenOff.signal)
      received.push(file)
      return file
    } catch (error) {
      request.multipart.abort(error)
    }
  })
  try {
    await request.multipart.process()
    refuseUnstorable(request.except([FILE_FIELD]))
    return await next()
  } finally {
    brokenOff.abort()
    const kept = request.file(FILE_FIELD)
    for (const { file } of received)
      if (kept?.state !== 'moved' || kept.meta.file !== file) await folder.remove(file)
  }
}

function multipartParser(limit: number): BodyParserMiddleware {
  const settings = config.get<ConstructorParameters<typeof BodyParserMiddleware>[0]>('bodyparser')
  const multipart = { ...settings.multipart, ...FIELDS, limit, types: UPLOADS }
  return new BodyParserMiddleware({ ...settings, multipart })
}
