import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Picture } from './pictures.js'

const describe = ({ width, colorScheme, language }: Picture['look']) =>
  `${width} px, ${colorScheme}, ${language}`

/** A page with all pictures, those of one page and state in a row. */
export async function writeIndex(folder: string, pictures: readonly Picture[]): Promise<string> {
  const rows = Map.groupBy(pictures, ({ page }) => page)
  const sections = [...rows].map(([page, ofPage]) => {
    const figures = ofPage.map(
      ({ file, look }) =>
        `<a href="${file}"><img src="${file}" height="400" loading="lazy" alt="${page}, ${describe(look)}" title="${describe(look)}"></a>`
    )
    return `<h2>${page}</h2>\n${figures.join('\n')}`
  })
  const file = join(folder, 'index.html')
  const head = '<!doctype html>\n<meta charset="utf-8">\n<title>Screens of Rappel</title>\n'
  await writeFile(file, `${head}${sections.join('\n')}\n`)
  return file
}
