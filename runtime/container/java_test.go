package container_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowc-lang/flowc/internal/testkit"
)

// TestJava: Avro's own implementation reads the files and writes their records to others
// in blocks of its own, which give the records back.
func TestJava(t *testing.T) {
	testkit.Integration(t)
	const n = 500
	dir := t.TempDir()
	var lines, names []string
	for name, codec := range codecs {
		from := filepath.Join(dir, name+".avro")
		if err := os.WriteFile(from, file(t, codec, n, 70), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		lines = append(lines, strings.Join([]string{"copy", from, from + ".java", name}, "\t"))
	}
	for k, answer := range testkit.JavaAnswers(t, "avro", "Avro", lines) {
		if answer != "500 records" {
			t.Errorf("%s: %s", names[k], answer)
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, names[k]+".avro.java"))
		if err != nil {
			t.Fatal(err)
		}
		values, _, err := readAll(b, schema, 100)
		if err != nil || len(values) != n {
			t.Errorf("%s: %d records, %v", names[k], len(values), err)
			continue
		}
		for i, v := range values {
			if !bytes.Equal(v, value(i)) {
				t.Errorf("%s: record %d is %x", names[k], i, v)
				break
			}
		}
	}
}
