package compiler

import (
	"slices"
	"testing"
)

func TestNatural(t *testing.T) {
	names := []string{"s/v10.avsc", "s/v9.avsc", "s/v1.avsc", "s/v010b.avsc", "s/a.avsc", "s/v1-2.avsc"}
	slices.SortFunc(names, natural)
	want := []string{"s/a.avsc", "s/v1-2.avsc", "s/v1.avsc", "s/v9.avsc", "s/v10.avsc", "s/v010b.avsc"}
	if !slices.Equal(names, want) {
		t.Errorf("got %q", names)
	}
}
