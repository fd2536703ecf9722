package main

import "io"

func kind(v any, n int) string {
	switch n {
	case 1, 2, 1:
		return "small"
	case "three":
		return "three"
	}
	switch t := v.(type) {
	case int, int:
		return "int"
	case io.Reader:
		return "reader"
	}
	switch r := io.Reader(nil).(type) {
	case int:
		return r
	}
	return "none"
}
