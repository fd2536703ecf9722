package p

type key[T any] struct{ f T }

func use(any) {}

func f() {
	use(key{1})     // ERROR `^cannot use generic type key\[T any\] without instantiation$`
	_ = key{f: 1}   // ERROR `^cannot use generic type key\[T any\] without instantiation$`
	_ = key{f: bad} // ERROR `^cannot use generic type key\[T any\] without instantiation$` `undefined: bad`
	_ = key[int]{1}
}
