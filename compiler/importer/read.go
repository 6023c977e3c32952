package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxFile is the largest file that is read; configurations are a few kilobytes.
const maxFile = 1 << 20

// Config is one configuration: of a connector, or of a worker.
type Config struct {
	File    string
	Name    string // of JSON, where it stands beside the options
	Options []Option
	used    map[string]bool
}

// Option is one setting, in the order of the file.
type Option struct {
	Key, Value string
	Line       int
}

// Read reads a configuration as Connect's standalone worker or its REST API take it.
func Read(file string, text []byte) (*Config, error) {
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: larger than 1 MiB, which no configuration is", file)
	}
	c := &Config{File: file, used: map[string]bool{}}
	var err error
	if t := bytes.TrimSpace(text); len(t) > 0 && t[0] == '{' {
		err = c.readJSON(text)
	} else {
		err = c.readProperties(string(text))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}

// readJSON reads {"name": …, "config": {…}}, or the options alone.
func (c *Config) readJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if _, err := d.Token(); err != nil {
		return jsonError(err)
	}
	if err := c.members(d, text, true); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// members reads the members of an object up to its closing bracket.
func (c *Config) members(d *json.Decoder, text []byte, top bool) error {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return jsonError(err)
		}
		name, _ := key.(string)
		line := 1 + bytes.Count(text[:d.InputOffset()], []byte("\n"))
		value, err := d.Token()
		if err != nil {
			return jsonError(err)
		}
		switch v := value.(type) {
		case json.Delim:
			if !top || v != '{' || name != "config" {
				return fmt.Errorf("line %d: %q is not one value: options are text", line, name)
			}
			if err := c.members(d, text, false); err != nil {
				return err
			}
		case nil: // Connect takes null as not said
		default:
			c.add(name, fmt.Sprint(v), line)
		}
	}
	_, err := d.Token()
	return jsonError(err)
}

func jsonError(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the JSON ends too early")
	}
	return err
}

// add notes an option; of one that stands twice the last counts, as in Java.
func (c *Config) add(key, value string, line int) {
	for i := range c.Options {
		if c.Options[i].Key == key {
			c.Options[i].Value, c.Options[i].Line = value, line
			return
		}
	}
	c.Options = append(c.Options, Option{Key: key, Value: value, Line: line})
}

// readProperties reads Java's properties: # and ! begin comments, a backslash at the end
// of a line goes on in the next, = or : or a blank ends the key.
func (c *Config) readProperties(text string) error {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		at := i + 1
		line := strings.TrimLeft(lines[i], " \t\f")
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		for goesOn(line) {
			line = line[:len(line)-1]
			if i+1 == len(lines) {
				break
			}
			i++
			line += strings.TrimLeft(lines[i], " \t\f")
		}
		key, value := cutProperty(line)
		k, err := unescape(key)
		if err != nil {
			return fmt.Errorf("line %d: %w", at, err)
		}
		v, err := unescape(value)
		if err != nil {
			return fmt.Errorf("line %d: %w", at, err)
		}
		c.add(k, v, at)
	}
	return nil
}

// goesOn says whether the line ends in a backslash that is not itself escaped.
func goesOn(line string) bool {
	n := len(line) - len(strings.TrimRight(line, `\`))
	return n%2 == 1
}

func cutProperty(line string) (key, value string) {
	end := len(line)
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
			continue
		}
		if strings.IndexByte("=: \t\f", line[i]) >= 0 {
			end = i
			break
		}
	}
	rest := strings.TrimLeft(line[end:], " \t\f")
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		rest = strings.TrimLeft(rest[1:], " \t\f")
	}
	return line[:end], rest
}

func unescape(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			var r rune
			if i+4 >= len(s) {
				return "", errors.New(`\u wants four hexadecimal digits`)
			}
			for _, h := range s[i+1 : i+5] {
				d := strings.IndexRune("0123456789abcdef", h|0x20)
				if d < 0 {
					return "", errors.New(`\u wants four hexadecimal digits`)
				}
				r = r<<4 | rune(d)
			}
			b.WriteRune(r)
			i += 4
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}

// has says whether the option is given, without using it.
func (c *Config) has(key string) bool {
	_, ok := c.find(key)
	return ok
}

func (c *Config) find(key string) (Option, bool) {
	for _, o := range c.Options {
		if o.Key == key {
			return o, true
		}
	}
	return Option{}, false
}

// get is the option's value, else otherwise; the option counts as understood.
func (c *Config) get(key, otherwise string) string {
	o, ok := c.find(key)
	if !ok {
		return otherwise
	}
	c.used[key] = true
	return strings.TrimSpace(o.Value)
}

// list is the option's value cut at commas.
func (c *Config) list(key string) []string {
	var out []string
	for _, s := range strings.Split(c.get(key, ""), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (c *Config) line(key string) int {
	o, _ := c.find(key)
	return o.Line
}
