package record

// CSVFind looks for a cell of a row, for messages: its text, and where in the row it
// begins. Of a row that has fewer cells it returns the end, of one that breaks the rules
// of quotes before where it does, and of one that is not UTF-8 -1.
func CSVFind(a *Arena, row []byte, delim, quote byte, cell int) (text string, at int) {
	if !ValidText(row) {
		return "", -1
	}
	for i, k := 0, 0; ; k++ {
		start := i
		var c CSVCell
		if c, i = cellAt(a, row, i, delim, quote); i < 0 {
			return "", start
		}
		switch {
		case k == cell:
			return c.Text, start
		case i == len(row), row[i] != delim:
			return "", i
		}
		i++
	}
}

// cellAt reads the cell at i; the cursor behind it is below zero where a quote stands
// where none may.
func cellAt(a *Arena, row []byte, i int, delim, quote byte) (CSVCell, int) {
	switch {
	case quote == 0:
		start := i
		for i < len(row) && row[i] != delim {
			i++
		}
		return CSVCell{Text: str(row[start:i])}, i
	case i < len(row) && row[i] == quote:
		return quotedCell(a, row, i+1, quote)
	}
	return plainCell(row, i, delim, quote)
}
