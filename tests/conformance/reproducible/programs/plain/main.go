package main

type number interface{ ~int | ~float64 }

func sum[T number](all ...T) (total T) {
	for _, one := range all {
		total += one
	}
	return total
}

var table = map[string]func() any{
	"int":   func() any { return sum(1, 2, 3) },
	"float": func() any { return sum(1.5, 2.5) },
}

func main() {
	println(table["int"]().(int), table["float"]().(float64))
}
