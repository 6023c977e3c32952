// Package dump shows syntax trees for tests: two trees with the same text mean
// the same, wherever they stood in their files.
package dump

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/flowc-lang/flowc/dsl/diag"
)

// Tree returns v, a node or a slice of nodes, as `Kind{field: value}`, without
// places and without what is zero.
func Tree(v any) string {
	var b strings.Builder
	value(&b, reflect.ValueOf(v))
	return b.String()
}

func value(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil")
			return
		}
		value(b, v.Elem())
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			value(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Struct:
		fields(b, v)
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v)
	}
}

func fields(b *strings.Builder, v reflect.Value) {
	if v.Type().Name() == "Ident" {
		b.WriteString(v.FieldByName("Text").String())
		return
	}
	b.WriteString(v.Type().Name() + "{")
	sep := ""
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || f.Type == reflect.TypeFor[diag.Span]() || v.Field(i).IsZero() {
			continue
		}
		b.WriteString(sep + strings.ToLower(f.Name) + ":")
		value(b, v.Field(i))
		sep = " "
	}
	b.WriteByte('}')
}
