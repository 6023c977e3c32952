package task

import (
	"reflect"
	"testing"
)

// A sum has every count: one that is forgotten would make a balance wrong.
func TestCountsAdd(t *testing.T) {
	var one, sum Counts
	for i := range reflect.TypeFor[Counts]().NumField() {
		reflect.ValueOf(&one).Elem().Field(i).SetInt(int64(i + 1))
	}
	sum.Add(one)
	sum.Add(one)
	for i := range reflect.TypeFor[Counts]().NumField() {
		if got := reflect.ValueOf(sum).Field(i).Int(); got != int64(2*(i+1)) {
			t.Errorf("%s is %d, want %d", reflect.TypeFor[Counts]().Field(i).Name, got, 2*(i+1))
		}
	}
}
