package cli

import (
	"flag"
	"strconv"
	"time"
)

// Flags declares the flags of a command. Each method takes the variable that
// receives the value, whose value at that time is the default.
type Flags struct {
	list []*Flag
}

// Flag is one declared flag; its methods add to the declaration.
type Flag struct {
	Name    string
	Short   string   // one letter, as in -o; empty without
	Type    string   // shown in the help; empty for a switch
	Default string   // shown in the help; empty without
	Doc     string   // one sentence, without a full stop
	Env     string   // variable that is read where the flag is not given
	Values  []string // all that is allowed, for an enum

	value  flag.Value
	secret bool
	origin string
}

// Value declares a flag of any type. A typ of "" makes it a switch, which must
// take "true". A name declared twice is a bug, and panics.
func (f *Flags) Value(v flag.Value, name, typ, doc string) *Flag {
	if f.Lookup(name) != nil {
		panic("cli: flag " + dashed(name) + " is declared twice")
	}
	fl := &Flag{Name: name, Type: typ, Doc: doc, Default: v.String(), value: v}
	f.list = append(f.list, fl)
	return fl
}

// Bool declares a switch.
func (f *Flags) Bool(p *bool, name, doc string) *Flag {
	fl := f.Value((*boolValue)(p), name, "", doc)
	if !*p {
		fl.Default = ""
	}
	return fl
}

// String declares a flag of text; typ is what the help calls it: FILE, NAME.
func (f *Flags) String(p *string, name, typ, doc string) *Flag {
	return f.Value((*stringValue)(p), name, typ, doc)
}

// Int declares a flag of a whole number that is not negative.
func (f *Flags) Int(p *int, name, typ, doc string) *Flag {
	return f.Value((*intValue)(p), name, typ, doc)
}

// Duration declares a flag like 500ms, 30s or 45d.
func (f *Flags) Duration(p *time.Duration, name, doc string) *Flag {
	return f.Value((*durationValue)(p), name, "DURATION", doc)
}

// Size declares a flag of a number of bytes like 96MiB.
func (f *Flags) Size(p *int64, name, doc string) *Flag {
	return f.Value((*sizeValue)(p), name, "SIZE", doc)
}

// Strings declares a flag that takes several texts, by commas or by being given
// several times. The first that is given replaces the default.
func (f *Flags) Strings(p *[]string, name, typ, doc string) *Flag {
	return f.Value(&stringsValue{list: p}, name, typ, doc)
}

// Enum declares a flag that takes one of values.
func (f *Flags) Enum(p *string, name string, values []string, doc string) *Flag {
	fl := f.Value(&enumValue{p, values}, name, "", doc)
	fl.Type, fl.Values = joinBar(values), values
	return fl
}

// Lookup returns the flag of that name, or nil.
func (f *Flags) Lookup(name string) *Flag {
	for _, fl := range f.list {
		if fl.Name == name || fl.Short == name && name != "" {
			return fl
		}
	}
	return nil
}

// All returns the flags in the order in which they were declared.
func (f *Flags) All() []*Flag { return f.list }

// names returns the names as typed: --format, -o.
func (f *Flags) names() []string {
	var out []string
	for _, fl := range f.list {
		out = append(out, dashed(fl.Name))
	}
	return out
}

// WithShort adds a name of one letter.
func (fl *Flag) WithShort(letter string) *Flag {
	fl.Short = letter
	return fl
}

// WithEnv names the variable that is read where the flag is not given.
func (fl *Flag) WithEnv(name string) *Flag {
	fl.Env = name
	return fl
}

// WithDefault replaces what the help shows as the default; empty shows none.
func (fl *Flag) WithDefault(text string) *Flag {
	fl.Default = text
	return fl
}

// IsSecret keeps the value out of every message.
func (fl *Flag) IsSecret() *Flag {
	fl.secret, fl.Default = true, ""
	return fl
}

// Origin says where the value came from: `flag`, `env KAFKA_BROKERS`, what was
// given to [Flag.Set], or "" for the default.
func (fl *Flag) Origin() string { return fl.origin }

// Given reports whether the value is not the default.
func (fl *Flag) Given() bool { return fl.origin != "" }

// Set gives the flag a value from origin, as `load.json:3`. A command that reads
// a configuration file uses it for the flags that are not [Flag.Given].
func (fl *Flag) Set(value, origin string) error {
	if err := fl.value.Set(value); err != nil {
		return &valueError{fl, value, err}
	}
	fl.origin = origin
	return nil
}

// isSwitch reports whether the flag stands without a value.
func (fl *Flag) isSwitch() bool {
	b, ok := fl.value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// valueError is a value that a flag does not take.
type valueError struct {
	flag  *Flag
	value string
	err   error
}

func (e *valueError) Error() string {
	if e.flag.secret {
		return dashed(e.flag.Name) + ": the value is not one it takes"
	}
	return dashed(e.flag.Name) + " " + strconv.Quote(e.value) + ": " + e.err.Error()
}

func (e *valueError) Unwrap() error { return e.err }

// dashed returns a flag's name as it is typed.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
