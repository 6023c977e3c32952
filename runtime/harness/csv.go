package harness

import (
	"encoding/json"
	"fmt"
	"strings"
)

// CSV says how records that are given become rows of a file. Their values come as
// JSON with the text forms of the converter.
type CSV struct {
	Columns   []string `json:"columns"`
	Header    bool     `json:"header"`
	Delimiter string   `json:"delimiter"`
	Quote     string   `json:"quote"`
	Null      string   `json:"null"`
}

// head is the header line; nil without.
func (c *CSV) head() []byte {
	if !c.Header {
		return nil
	}
	cells := make([]string, len(c.Columns))
	for k, name := range c.Columns {
		cells[k] = c.cell(name)
	}
	return []byte(strings.Join(cells, c.Delimiter))
}

// row is a flat JSON object as a row.
func (c *CSV) row(value []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(value, &fields); err != nil {
		return nil, fmt.Errorf("make a row of CSV: %w", err)
	}
	cells := make([]string, len(c.Columns))
	for k, name := range c.Columns {
		var text string
		switch raw := fields[name]; {
		case len(raw) == 0 || string(raw) == "null":
			cells[k] = c.Null
			continue
		case raw[0] == '"':
			if err := json.Unmarshal(raw, &text); err != nil {
				return nil, fmt.Errorf("make a row of CSV: %w", err)
			}
		default:
			text = string(raw)
		}
		cells[k] = c.cell(text)
	}
	return []byte(strings.Join(cells, c.Delimiter)), nil
}

// cell quotes a text where it would not come back without.
func (c *CSV) cell(text string) string {
	if c.Quote == "" || text != c.Null && !strings.ContainsAny(text, c.Delimiter+c.Quote+"\r\n") {
		return text
	}
	return c.Quote + strings.ReplaceAll(text, c.Quote, c.Quote+c.Quote) + c.Quote
}
