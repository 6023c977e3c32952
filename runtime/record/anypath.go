package record

// AnyPath is what stands in v at a path of names and positions: user.emails[0], with
// negative positions from the end. It is nothing where the path leads nowhere, or is
// none.
func AnyPath(v Any, path string) Any {
	for first := true; path != "" && v != ""; first = false {
		switch {
		case path[0] == '[':
			n, rest, ok := position(path)
			if !ok {
				return ""
			}
			v, path = AnyItem(v, n), rest
			continue
		case path[0] == '.':
			path = path[1:]
		case !first:
			return ""
		}
		end := 0
		for end < len(path) && path[end] != '.' && path[end] != '[' {
			end++
		}
		v, path = AnyField(v, path[:end]), path[end:]
	}
	return v
}

// position reads [12] or [-1] at the start of a path.
func position(path string) (n int, rest string, ok bool) {
	for end := 1; end < len(path); end++ {
		if path[end] != ']' {
			continue
		}
		m, why := ParseInt(path[1:end], 32)
		return int(m), path[end+1:], why == 0
	}
	return 0, "", false
}
