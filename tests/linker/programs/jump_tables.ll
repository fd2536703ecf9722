; Two switches share one section of jump tables; the one that is not needed must not keep what it calls. The constant pool
; holds a float, the table of functions is read-only data with addresses in it.
; stdout: 
; exit: 42
; kept: main.main main.pick main.table main.thirty main.float
; dropped: main.other main.onlyOther
;; chunk main/one
@main.table = dso_local constant [2 x ptr] [ptr @main.ten, ptr @main.thirty], section ".data.rel.ro.main.table", align 8
@main.zero = dso_local global i64 0, section ".bss.main.zero", align 8
define dso_local i64 @main.ten(i64 %x) noinline nounwind section ".text.main.ten" {
  ret i64 10
}
define dso_local i64 @main.thirty(i64 %x) noinline nounwind section ".text.main.thirty" {
  ret i64 30
}
define dso_local i64 @main.onlyOther(i64 %x) noinline nounwind section ".text.main.onlyOther" {
  %v = load volatile i64, ptr @main.zero
  %r = add i64 %v, %x
  ret i64 %r
}
define dso_local i64 @main.float(i64 %x) noinline nounwind section ".text.main.float" {
  %f = sitofp i64 %x to double
  %g = fmul double %f, 2.75
  %r = fptosi double %g to i64
  ret i64 %r
}
define dso_local i64 @main.pick(i64 %k) noinline nounwind section ".text.main.pick" {
  switch i64 %k, label %other [ i64 0, label %a
    i64 1, label %b
    i64 2, label %c
    i64 3, label %d
    i64 4, label %e ]
a:
  %ra = call i64 @main.ten(i64 1)
  ret i64 %ra
b:
  %rb = call i64 @main.float(i64 2)
  ret i64 %rb
c:
  %v = load volatile i64, ptr @main.zero
  %i = add i64 %v, 1
  %slot = getelementptr [2 x ptr], ptr @main.table, i64 0, i64 %i
  %f = load ptr, ptr %slot
  %rc = call i64 %f(i64 1)
  ret i64 %rc
d:
  %z = load i64, ptr @main.zero
  ret i64 %z
e:
  store i64 5, ptr @main.zero
  ret i64 9
other:
  ret i64 77
}
define dso_local i64 @main.other(i64 %k) noinline nounwind section ".text.main.other" {
  switch i64 %k, label %other [ i64 0, label %a
    i64 1, label %b
    i64 2, label %c
    i64 3, label %d
    i64 4, label %e ]
a:
  %ra = call i64 @main.onlyOther(i64 1)
  ret i64 %ra
b:
  %rb = call i64 @main.onlyOther(i64 2)
  %sb = add i64 %rb, 1
  ret i64 %sb
c:
  %rc = call i64 @main.onlyOther(i64 3)
  %sc = mul i64 %rc, 3
  ret i64 %sc
d:
  %rd = call i64 @main.onlyOther(i64 4)
  %sd = xor i64 %rd, 1
  ret i64 %sd
e:
  %re = call i64 @main.onlyOther(i64 5)
  %se = sub i64 7, %re
  ret i64 %se
other:
  ret i64 78
}
define dso_local i64 @main.main() noinline nounwind section ".text.main.main" {
  %one = load volatile i64, ptr @main.zero
  %k = add i64 %one, 2
  %a = call i64 @main.pick(i64 %k)
  %k2 = add i64 %one, 1
  %b = call i64 @main.pick(i64 %k2)
  %k3 = add i64 %one, 9
  %c = call i64 @main.pick(i64 %k3)
  %s = add i64 %a, %b
  %t = add i64 %s, %c
  %r = sub i64 %t, 70
  ret i64 %r
}
