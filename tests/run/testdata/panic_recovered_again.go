package main

func main() {
	defer func() {
		println(recover().(string))
		panic("second")
	}()
	panic("first")
}
