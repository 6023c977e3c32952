package worker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// entry is a value of a config file.
type entry struct {
	name   string
	value  string // as a flag would take it
	origin string // load.json:3
}

// readConfig reads a config file: a JSON object of params. There are no entries
// without a file.
func readConfig(path string) ([]entry, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("--config: %v", err)
	}
	entries, err := parseConfig(path, raw)
	if err != nil {
		return nil, usage("--config: %v", err)
	}
	return entries, nil
}

// parseConfig reads the object piece by piece, to know the line of each key.
func parseConfig(path string, raw []byte) ([]entry, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	place := func() string {
		return fmt.Sprintf("%s:%d", path, 1+bytes.Count(raw[:dec.InputOffset()], []byte{'\n'}))
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("%s: it takes a JSON object, {\"param\": value}", place())
	}
	var entries []entry
	seen := make(map[string]bool)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", place(), early(err))
		}
		name, origin := key.(string), place() // a key is always a string
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %w", place(), early(err))
		}
		if seen[name] {
			return nil, fmt.Errorf("%s: %q stands twice", origin, name)
		}
		seen[name] = true
		text, err := flagText(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %q: %w", origin, name, err)
		}
		entries = append(entries, entry{name, text, origin})
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", place(), early(err))
	}
	if dec.More() {
		return nil, fmt.Errorf("%s: something follows the object", place())
	}
	return entries, nil
}

// early puts the end of a file into words.
func early(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	return err
}

// flagText is a JSON value as the text of a flag: a list stays JSON, which the
// flags of lists take.
func flagText(value json.RawMessage) (string, error) {
	switch value[0] {
	case '"':
		var s string
		err := json.Unmarshal(value, &s)
		return s, err
	case '{':
		return "", fmt.Errorf("no param takes an object")
	case 'n':
		return "", fmt.Errorf("null is not a value; leave the param out")
	}
	return string(value), nil
}
