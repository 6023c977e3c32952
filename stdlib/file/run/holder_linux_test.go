package run

import (
	"strings"
	"testing"
)

func TestFindHolder(t *testing.T) {
	for _, test := range []struct {
		name, locks string
		want        int
	}{
		{"none", "", 0},
		{"ours among others", "1: POSIX  ADVISORY  WRITE 12 08:01:77 0 EOF\n2: FLOCK  ADVISORY  WRITE 4711 08:01:77 0 EOF\n3: FLOCK  ADVISORY  WRITE 9 08:01:177 0 EOF\n", 4711},
		{"one who waits for it", "1: FLOCK  ADVISORY  WRITE 4711 08:01:77 0 EOF\n1: -> FLOCK  ADVISORY  WRITE 13 08:01:77 0 EOF\n", 4711},
		{"the same inode on two disks", "1: FLOCK  ADVISORY  WRITE 4711 08:01:77 0 EOF\n2: FLOCK  ADVISORY  WRITE 12 00:2f:77 0 EOF\n", 0},
		{"no process", "1: FLOCK  ADVISORY  WRITE -1 08:01:77 0 EOF\n", 0},
		{"cut off", "1: FLOCK  ADVISORY  WRITE", 0},
	} {
		if got := findHolder(strings.NewReader(test.locks), 77); got != test.want {
			t.Errorf("%s: process %d, want %d", test.name, got, test.want)
		}
	}
}
