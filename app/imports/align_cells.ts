import { isEmptyCell } from '#imports/empty_cells'

/**
 * As many cells as the header has names: spreadsheets leave out the empty cells at
 * the end of a row, and add others. Nothing where cells with something in them are
 * left over, as then nobody knows which of them stands in the wrong place.
 */
export function alignCells(cells: string[], width: number): string[] | undefined {
  if (cells.length === width) return cells
  if (cells.length < width) return [...cells, ...Array(width - cells.length).fill('')]
  return cells.slice(width).every(isEmptyCell) ? cells.slice(0, width) : undefined
}
