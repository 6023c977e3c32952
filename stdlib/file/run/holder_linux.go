package run

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// holder is the process that has locked f, 0 where that cannot be known.
func holder(f *os.File) int {
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return 0
	}
	defer func() { _ = locks.Close() }()
	return findHolder(locks, stat.Ino)
}

// findHolder looks an inode up in the kernel's list of locks, whose lines are
// `1: FLOCK  ADVISORY  WRITE 4711 08:01:1234567 0 EOF`. Where two disks have a file
// of the same inode locked it says nothing: the numbers of devices are not those
// that a stat gives on every file system.
func findHolder(locks io.Reader, inode uint64) int {
	want, found := fmt.Sprintf(":%d", inode), 0
	lines := bufio.NewScanner(locks)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 6 || words[1] != "FLOCK" || !strings.HasSuffix(words[5], want) {
			continue
		}
		pid, err := strconv.Atoi(words[4])
		if err != nil || pid <= 0 || found != 0 && found != pid {
			return 0
		}
		found = pid
	}
	return found
}
